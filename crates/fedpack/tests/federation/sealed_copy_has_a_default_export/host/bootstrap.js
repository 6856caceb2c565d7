import made, { near } from 'lib';

export const said = () => made(near());
export const later = async () => (await import('lib')).default('later');

export const pace = await Promise.resolve('slow');

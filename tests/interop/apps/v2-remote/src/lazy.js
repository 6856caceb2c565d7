import './lazy.css';

export const text = async () => (await import('./detail.js')).default;

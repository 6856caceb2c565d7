import './detail.css';

export const detail = 'detail from a lazy chunk of the remote';

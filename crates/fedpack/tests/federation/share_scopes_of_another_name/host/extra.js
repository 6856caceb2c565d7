export default { extra: 'host' };

export default { name: 'lib' };

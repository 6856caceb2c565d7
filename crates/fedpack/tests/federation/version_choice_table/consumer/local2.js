export default 'local';

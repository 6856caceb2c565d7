export default 'root';

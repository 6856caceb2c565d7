export default 'detail of the remote';

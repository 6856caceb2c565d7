export default 'own lib';

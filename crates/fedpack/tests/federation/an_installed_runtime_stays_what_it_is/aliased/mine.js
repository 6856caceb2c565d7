exports.getInstance = () => ({ name: 'mine' });

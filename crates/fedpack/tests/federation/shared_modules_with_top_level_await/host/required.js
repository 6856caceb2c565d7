const slow = require('slow');
exports.isPromise = slow instanceof Promise;
exports.answer = async () => (await slow).answer();

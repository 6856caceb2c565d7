// What `require()` of a helper gives: the function itself. NAME is replaced by the helper's.
module.exports = require("./NAME.js").default;

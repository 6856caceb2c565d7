"use strict";
module.exports = require("./pass_on.js");

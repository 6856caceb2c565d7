module.exports = function cjs() {
  return 'cjs';
};

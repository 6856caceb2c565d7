// A plugin of Babel's, so that no bundler can do the work of babel-loader itself: it takes `data-test` attributes out.
module.exports = () => ({
  visitor: {
    JSXAttribute(path) {
      if (path.node.name.name === 'data-test') path.remove();
    },
  },
});

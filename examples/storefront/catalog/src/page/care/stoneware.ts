export default {
  title: 'Stoneware',
  steps: [
    'The dishwasher is fine, the top rack is kinder.',
    'No sudden cold: let it cool down before you rinse it.',
    'Tea stains go with baking soda and patience.',
  ],
};

export default {
  title: 'Oak',
  steps: [
    'Wash by hand and dry it standing.',
    'Oil it twice a year, overnight, with linseed oil.',
    'Lemon and salt take away the smell of onions.',
  ],
};

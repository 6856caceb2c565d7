export default {
  title: 'Glass',
  steps: [
    'Dishwasher safe without its wooden parts.',
    'Vinegar removes the clouds of hard water.',
  ],
};

export default {
  title: 'Wool',
  steps: [
    'Air it on a dewy morning instead of washing it.',
    'When it must be: by hand, lukewarm, with wool soap.',
    'Dry it flat, far from the radiator.',
  ],
};

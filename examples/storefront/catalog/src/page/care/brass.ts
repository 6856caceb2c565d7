export default {
  title: 'Brass',
  steps: [
    'A dry cloth is enough.',
    'If you like it bright: a little lemon, then polish it dry.',
    'If you like it dark: do nothing.',
  ],
};

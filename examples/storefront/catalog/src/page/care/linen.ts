export default {
  title: 'Linen',
  steps: [
    'Wash at forty degrees, as often as you like.',
    'Dry it in the open air, iron it damp or not at all.',
    'It becomes softer every time.',
  ],
};

export const id = 'the copy of the layer';

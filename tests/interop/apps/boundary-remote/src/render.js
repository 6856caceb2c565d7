export const render = (name) => `<h1>rendered for ${name}</h1>`;

globalThis.localContainerRan = true;
export const init = () => {};
export const get = async (name) => () => ({ name: `local ${name}` });

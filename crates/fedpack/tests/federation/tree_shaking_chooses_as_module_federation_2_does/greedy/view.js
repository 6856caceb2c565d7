export { unused as inferred, apart } from 'inferred';
export { unused as calculated } from 'calculated';
export { unused as single } from 'single';

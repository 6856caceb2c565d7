export { id as remoteId } from 'lib';

export { bridge, navigate } from '@module-federation/bridge-react';
export { navigate as ofTheApplication } from 'react-router-dom';

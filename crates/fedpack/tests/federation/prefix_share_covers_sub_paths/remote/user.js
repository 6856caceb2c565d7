import sub from 'lib/sub';
import root from 'lib';
export { sub as remoteSub, root as remoteRoot };

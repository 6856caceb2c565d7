import ui from 'ui';
import button from 'ui/button';
import icons from 'ui/icons/list.json';
import plain from 'plain';
import sub from 'plain/sub';

export { ui, button, icons, plain, sub };

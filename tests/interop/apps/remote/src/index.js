import('./alone.js');

import('./counter.js');

import('./work.js').then(({ work }) => work('one'));

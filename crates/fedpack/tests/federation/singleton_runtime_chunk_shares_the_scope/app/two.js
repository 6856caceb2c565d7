import('./work.js').then(({ work }) => work('two'));

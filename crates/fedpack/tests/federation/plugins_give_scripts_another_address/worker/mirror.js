/** As one does that knows several places of a remote. Without a document there are no elements to make. */
export default () => ({ name: 'mirror', createScript: ({ url }) => ({ url: url.replace('gone.test', 'mirror.test') }) });

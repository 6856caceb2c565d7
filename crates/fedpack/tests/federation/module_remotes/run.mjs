const host = await import('./host/dist/main.mjs');
const container = await import('./remote/dist/container.mjs');
assert.deepEqual(Object.keys(container).sort(), ['get', 'init']);
assert.deepEqual(await host.start(), { name: 'thing of a module container', same: true });
assert.equal((await host.lazily()).name, 'thing of a module container');
done();

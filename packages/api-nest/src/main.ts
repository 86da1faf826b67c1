/** The server of `npm start` and of the container. */
import './server/without-web-sockets.js';

const { runServer } = await import('./local-server.js');
process.exit(await runServer());

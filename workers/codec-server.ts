import { serveCodec } from '../clients/http/codec-server';
import { createEncryptionCodec } from '../clients/temporal/codec';
import { exitOnBadConfig, loadConfig } from './config';
import { listenOn, runProcess, stopOnSignals } from './life-cycle';
import { createLogger } from './logging';

/* The process that decrypts payloads for people: for the Temporal Web UI (one origin) and the CLI (with a token). */

const config = exitOnBadConfig(() => loadConfig(process.env, ['log', 'codecServer', 'encryption']));
const log = createLogger({ name: 'codec-server', level: config.log.level });

runProcess(log, async () => {
  const server = await listenOn('CODEC_HTTP', config.codecServer, () =>
    serveCodec({
      ...config.codecServer,
      codec: createEncryptionCodec(config.encryption.keyring),
      logger: log,
      audit: (entry) => log.info(entry, 'codec request'),
    }),
  );
  stopOnSignals(log, () => server.close());
  log.info({ url: server.url }, 'codec server listening');
});

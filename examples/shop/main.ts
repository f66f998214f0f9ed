import { connectHoldfast, temporalProfile } from '../../clients';
import { runShop } from './shop';

/* A shop that sells through Holdfast: npm run example:shop, while npm start runs in another shell. */

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const temporal = temporalProfile(env);
  const { ENCRYPTION_KEYS: encryptionKeys, VAULT_URL: vaultUrl } = env;
  if (Array.isArray(temporal) || !encryptionKeys || !vaultUrl) {
    throw new Error('TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, ENCRYPTION_KEYS and VAULT_URL are needed: run npm start');
  }
  const holdfast = connectHoldfast({ temporal, encryptionKeys, vaultUrl });
  try {
    await runShop(holdfast, `shop-${Math.trunc(Date.now() / 1_000)}`, console.log);
  } finally {
    await holdfast.close();
  }
}

main(process.env).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : 'The shop stopped for an unknown reason');
  process.exitCode = 1;
});

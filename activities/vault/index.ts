export { createMemoryVault, type MemoryVault } from './memory-vault';
export { Secret } from './secret';
export { type Card, type CardRef, type OtpRef, type Vault, VaultUnavailable } from './vault';
export { assertVaultAnswers } from './vault-probe';
export { serveVault, type VaultServer } from './vault-server';
export { openVault, socketPathOf } from './vault-url';

import { accessToken, callbackSignature, isTokenValid, webhookSignature } from '../../../simulator/signatures';

const KEY_A = '4b6579466f72546573744f6e6c793031323334353637383961626364656630';
const KEY_B = '0A1B2C3D4E5F60718293A4B5C6D7E8F90A1B2C3D4E5F60718293A4B5C6D7E8F9';
const order_id = 'v1-4405071524-aa-qlAtAf';

describe('signatures', () => {
  it('sign a webhook as the vendor published it', () => {
    const id = 'msg_2nEfCaUDn9fynC9Kz2upo1QSydl';
    expect(webhookSignature('abc1234', id, 1728543028, '{"payload":"payload"}')).toBe(
      'v1,Ns46HrH+Nfu9dZtBUVvSLyrOD5JH0SAGlNo3M5yobfQ=',
    );
  });

  it.each([
    [KEY_A, { order_id, status: 'AUTHORIZED' }, 'C393A1CC4AED08516BAD1AF3DD224A5FCCD46FF1B7FD9821A491DB1D33E73178'],
    [
      KEY_A,
      { order_id, payment_status: 'AUTHORIZED' },
      '460BB9BAD52DB61617337EB5A8AF6583B8254897AB7B51D91E1D6234EA92E513',
    ],
    [KEY_B, { status: 'AUTHORIZED', order_id }, '201E0A355BA89EF285FAB95E725312CE3C5AC5F93D1A911C4121F3B93509DAD3'],
    [
      KEY_B,
      { payment_status: 'AUTHORIZED', order_id },
      'A07382A5703DA0E0DEB06A0B6E158886D3E888B7ABEC457EB14B0B037DD3A040',
    ],
    [
      KEY_B,
      {
        status: 'FAILED',
        order_id,
        error_message: 'Consumer Authentication required',
        error_code: 'USER_AUTHENTICATION_FAILED',
      },
      'C25E14FD074C6AD08B507D8A5DAE267611BA6D51A517BF58DF43174330E32954',
    ],
  ])('sign a callback by the documents’ algorithm (key %s)', (key, fields: Record<string, string>, signature) => {
    expect(callbackSignature(fields, key)).toBe(signature);
  });

  it('bind a token to the secret and to its end', () => {
    const token = accessToken('secret', 1_000);
    expect(isTokenValid(token, 'secret', 999)).toBe(true);
    expect(isTokenValid(token, 'secret', 1_000)).toBe(false);
    expect(isTokenValid(token, 'other', 999)).toBe(false);
    expect(isTokenValid(`${token.slice(0, -2)}AA`, 'secret', 999)).toBe(false);
  });
});

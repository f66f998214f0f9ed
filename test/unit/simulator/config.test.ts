import { optionsOf, problemsOf } from '../../../simulator/config';

const ENV = {
  SIMULATOR_PORT: '4010',
  SIMULATOR_CLIENT_ID: 'id',
  SIMULATOR_CLIENT_SECRET: 'hush-client',
  SIMULATOR_CALLBACK_SECRET: 'abcd',
  SIMULATOR_WEBHOOK_SECRET: 'hush-webhook',
};

describe('the environment', () => {
  it('becomes options', () => {
    const env = { ...ENV, SIMULATOR_STATE_FILE: 'state', PATH: '/bin' };
    expect(problemsOf(env)).toEqual([]);
    expect(optionsOf(env)).toEqual({
      port: 4010,
      stateFile: 'state',
      credentials: {
        clientId: 'id',
        clientSecret: 'hush-client',
        callbackSecret: 'abcd',
        webhookSecret: 'hush-webhook',
      },
    });
  });

  it('is judged as a whole: every problem at once, by name and never by value', () => {
    const problems = problemsOf({
      ...ENV,
      SIMULATOR_PORT: '99999',
      SIMULATOR_CLIENT_ID: undefined,
      SIMULATOR_CALLBACK_SECRET: 'hush-hex',
      SIMULATOR_WEBHOOK_URL: 'ftp://hush',
      SIMULATOR_COLOUR: 'hush-red',
    });
    expect(problems).toEqual([
      'SIMULATOR_PORT must be a port number',
      'SIMULATOR_CLIENT_ID is missing: must not be empty',
      'SIMULATOR_CALLBACK_SECRET must be an even number of hex digits',
      'SIMULATOR_WEBHOOK_URL must be an http or https URL',
      'SIMULATOR_COLOUR is not known',
    ]);
    expect(problems.join()).not.toContain('hush');
  });
});

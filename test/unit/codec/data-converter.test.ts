import { ApplicationFailure } from '@temporalio/common';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow';
import { parseKeyring } from '../../../clients/temporal/codec';
import { createDataConverter } from '../../../clients/temporal/data-converter';
import { oldKey } from './keyring';

const converter = loadDataConverter(createDataConverter(parseKeyring(oldKey)));

describe('a failure on its way through the data converter', () => {
  it('shows neither message nor stack nor details, only its type, and is whole again on the other side', async () => {
    const error = ApplicationFailure.create({
      message: 'secret message',
      type: 'declined',
      details: ['secret detail'],
      cause: new Error('secret cause'),
    });
    error.stack = 'secret stack';

    const failure = await encodeErrorToFailure(converter, error);
    expect(JSON.stringify(failure)).not.toContain('secret');
    expect(failure.applicationFailureInfo?.type).toBe('declined');

    const back = (await decodeOptionalFailureToOptionalError(converter, failure)) as ApplicationFailure;
    expect(back).toMatchObject({ message: 'secret message', type: 'declined', details: ['secret detail'] });
    expect(back.stack).toContain('secret stack');
    expect(back.cause?.message).toBe('secret cause');
  });
});

import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { setCurrentDetails } from '@temporalio/workflow';
import { createAnnouncer } from './announcing';
import { createColumns } from './columns';
import type { Attention } from '../domain/call/trouble';

/** Shows people how a matter stands: in the Web UI, in its list, and in the log. */
export interface Display<Matter> {
  /** Shows what costs nothing: the details and the log. */
  readonly show: (matter: Matter) => void;
  /** Shows the list's columns, too, which cost an action. */
  readonly atRest: (matter: Matter) => void;
}

/** How a matter is shown. */
export interface Showing<Matter> {
  readonly what: 'An order' | 'A refund';
  /** Which one it is. */
  readonly names: Readonly<Record<string, string>>;
  readonly columnsOf: (matter: Matter) => SearchAttributeUpdatePair[];
  readonly told: (matter: Matter) => Told;
}

export interface Told {
  readonly state: string;
  readonly waitingFor: string;
  readonly attention: Needed | null;
}

interface Needed {
  readonly reason: string;
  readonly advice: string;
}

/** `before`: the matter as the run before has left and shown it. */
export function createDisplay<Matter extends { readonly intents: { readonly attention: Attention | null } }>(
  { what, names, columnsOf, told }: Showing<Matter>,
  before: Matter,
): Display<Matter> {
  const showColumns = createColumns(columnsOf, before);
  const announce = createAnnouncer(what, names, before.intents.attention);
  const show = (matter: Matter): void => {
    setCurrentDetails(detailsOf(told(matter)));
    announce(matter.intents.attention);
  };
  return {
    show,
    atRest: (matter) => {
      show(matter);
      showColumns(matter);
    },
  };
}

/** What the Web UI says: where a person is waited for, that comes first. */
const detailsOf = ({ state, waitingFor, attention }: Told): string =>
  attention
    ? `**Needs a person** (${state}): ${attention.reason}. ${attention.advice}.`
    : `**${state}**. Waiting for: ${waitingFor}`;

import { err, ok, type Result } from '@annals/domain';
import type { BatchSpanProcessorOptions } from '@opentelemetry/sdk-trace';

/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/** The samplers that `OTEL_TRACES_SAMPLER` can name. */
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** A sampler by its name. */
export type SamplerName = (typeof samplers)[number];

/** What of the standard variables the exporter does not read for itself. */
export interface OtlpSettings {
  readonly sampler: SamplerName;
  /** What part of the traces the samplers by ratio take, 0..1. */
  readonly ratio: number;
  readonly batch: Omit<BatchSpanProcessorOptions, 'exporter'>;
}

/**
 * Reads OpenTelemetry's standard variables: `undefined` where `OTEL_EXPORTER_OTLP_ENDPOINT` (or the one for traces) is not set or
 * something turns traces off. The library's own reading of the rest (headers, timeout, compression, certificates, resource) never fails; a
 * fault of these is a sentence each.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export function readOtlpSettings(environment: Environment): Result<OtlpSettings | undefined, readonly string[]> {
  const faults: string[] = [];
  const isOn = readSwitch(environment, faults);
  const sampler = readSampler(environment, faults);
  const batch = readBatch(environment, faults);
  if (!isOn) return ok(undefined);
  return faults.length > 0 ? err(faults) : ok({ ...sampler, batch });
}

function readSwitch(environment: Environment, faults: string[]): boolean {
  const endpoints = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  const given = endpoints.filter((name) => variable(environment, name) !== undefined);
  for (const name of given)
    if (!/^https?:$/.test(URL.parse(variable(environment, name)!)?.protocol ?? ''))
      faults.push(`${name} must be an http or https URL`);
  const protocol =
    variable(environment, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? variable(environment, 'OTEL_EXPORTER_OTLP_PROTOCOL');
  if (protocol !== undefined && !protocol.startsWith('http/'))
    faults.push('OTEL_EXPORTER_OTLP_PROTOCOL must be http/json or http/protobuf: spans are sent over HTTP');
  const exporter = variable(environment, 'OTEL_TRACES_EXPORTER') ?? 'otlp';
  if (exporter !== 'otlp' && exporter !== 'none') faults.push('OTEL_TRACES_EXPORTER must be otlp or none');
  const isDisabled = variable(environment, 'OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  return given.length > 0 && exporter !== 'none' && !isDisabled;
}

function readSampler(environment: Environment, faults: string[]): Pick<OtlpSettings, 'sampler' | 'ratio'> {
  const name = variable(environment, 'OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const ratio = Number(variable(environment, 'OTEL_TRACES_SAMPLER_ARG') ?? '1');
  if (name.endsWith('ratio') && !(ratio >= 0 && ratio <= 1))
    faults.push('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  const sampler = samplers.find((known) => known === name);
  if (sampler === undefined) faults.push(`OTEL_TRACES_SAMPLER must be one of ${samplers.join(', ')}`);
  return { sampler: sampler ?? 'always_off', ratio };
}

const batchVariables = {
  scheduledDelayMillis: 'OTEL_BSP_SCHEDULE_DELAY',
  exportTimeoutMillis: 'OTEL_BSP_EXPORT_TIMEOUT',
  maxQueueSize: 'OTEL_BSP_MAX_QUEUE_SIZE',
  maxExportBatchSize: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
} as const satisfies Partial<Record<keyof BatchSpanProcessorOptions, string>>;

function readBatch(environment: Environment, faults: string[]): OtlpSettings['batch'] {
  const batch: Partial<Record<keyof typeof batchVariables, number>> = {};
  for (const option of Object.keys(batchVariables) as (keyof typeof batchVariables)[]) {
    const text = variable(environment, batchVariables[option]);
    if (text === undefined) continue;
    if (!/^[1-9]\d{0,8}$/.test(text)) faults.push(`${batchVariables[option]} must be a positive integer`);
    else batch[option] = Number(text);
  }
  return batch;
}

/** A variable's value; `undefined` where it is absent or blank, as the specification has it. */
function variable(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

import type { SchemaObject } from '@nestjs/swagger';
import { instant } from '../openapi/schemas.js';

const text: SchemaObject = { type: 'string' };
const message = (only: string): SchemaObject => ({ type: 'string', enum: [only] });
const seconds = (description: string): SchemaObject => ({ type: 'number', minimum: 0, description });

const answer = (properties: Readonly<Record<string, SchemaObject>>): SchemaObject => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
});

/** Schemas of what the sample workload takes and answers. */
export const sampleSchemas: Readonly<Record<string, SchemaObject>> = {
  SampleTitle: {
    ...answer({
      year: { type: ['integer', 'string'], description: 'An integer, or its digits.' },
      title: { type: 'string', minLength: 1 },
      id: { type: ['string', 'integer'], description: 'The id that the title is recorded by.' },
    }),
    description: 'A title to be recorded.',
  },
  SampleNothing: { type: 'object', maxProperties: 0, description: 'Nothing.' },
  SampleInserted: answer({ message: message('Successfully inserted data!') }),
  SampleSaved: answer({ message: message('Data saved successfully'), id: text, timestamp: instant }),
  SampleFound: answer({
    message: message('Data retrieved successfully'),
    data: { type: 'object', description: 'What was saved.' },
    timestamp: instant,
  }),
  SampleSent: answer({
    message: message('Message sent successfully'),
    message_id: { ...text, description: "The message's own id." },
    sqs_message_id: { ...text, description: "The queue's id of it." },
    timestamp: instant,
  }),
  SampleReceived: answer({
    message: text,
    messages: { type: 'array', items: {}, description: 'What they say.' },
    timestamp: instant,
  }),
  SampleWorkflow: answer({
    message: message('Workflow completed successfully'),
    data_id: { ...text, description: 'The id that the data was saved under.' },
    workflow_time: seconds('How long it took, in seconds.'),
    timestamp: instant,
    steps_completed: { type: 'array', items: text },
  }),
  SampleTelemetry: answer({
    message: message('Telemetry test completed'),
    timestamp: instant,
    response_time: seconds('How long it took, in seconds.'),
    telemetry_enabled: { type: 'boolean', description: 'Whether anything traces.' },
  }),
};

import { Module } from '@nestjs/common';
import { OpenApiController } from './openapi.controller.js';

/** Wires the description of the API. */
@Module({ controllers: [OpenApiController] })
export class OpenApiModule {}

import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller.js';

/** Wires the page that describes the API: for servers that people browse, not for Lambda. */
@Module({ controllers: [DocsController] })
export class DocsModule {}

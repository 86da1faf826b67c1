import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';

/** Wires the figures, where there is a page of them. */
@Module({ controllers: [MetricsController] })
export class MetricsModule {}

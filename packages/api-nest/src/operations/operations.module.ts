import { Module } from '@nestjs/common';
import { OperationsController } from './operations.controller.js';

/** Wires what tells of the service itself. */
@Module({ controllers: [OperationsController] })
export class OperationsModule {}

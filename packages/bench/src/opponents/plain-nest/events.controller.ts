import { Body, Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { CreateEventDto } from './create-event.dto.js';
import { EventsRepository, type StoredEvent } from './events.repository.js';

/** Records and finds events. */
@Controller()
export class EventsController {
  constructor(private readonly repository: EventsRepository) {}

  @Post('events')
  async record(@Body() event: CreateEventDto): Promise<StoredEvent> {
    const stored: StoredEvent = { ...event, recordedAt: new Date().toISOString() };
    await this.repository.save(stored);
    return stored;
  }

  @Get('events/:id')
  async find(@Param('id') id: string): Promise<StoredEvent> {
    const event = await this.repository.find(id);
    if (event === undefined) throw new NotFoundException();
    return event;
  }

  @Get('health')
  health(): { readonly status: string } {
    return { status: 'ok' };
  }
}

import { IsISO8601, IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';

/** An event as it is posted, described as the documentation of Nest does it. */
export class CreateEventDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  id!: string;

  @IsOptional()
  @IsString()
  @MaxLength(512)
  source?: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(256)
  type!: string;

  @IsOptional()
  @IsString()
  @MaxLength(512)
  subject?: string;

  @IsOptional()
  @IsISO8601()
  time?: string;

  @IsOptional()
  @IsObject()
  payload?: Record<string, unknown>;
}

import { z } from 'zod';

export const list = <T extends z.ZodType>(type: T) => z.array(type).optional();
export const mapping = <T extends z.ZodRawShape>(shape: T) => z.looseObject(shape).optional();

export const text = z.string().optional();
export const texts = z.record(z.string(), z.string()).optional();

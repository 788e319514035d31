// The names under which the app uses the generated types. Only this file knows how the program's
// OpenAPI document calls its schemas; nothing here repeats a field.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type Template = Schemas['Template'];
export type Pipeline = Schemas['Pipeline'];
export type Stage = Schemas['Stage'];
export type StageKind = Stage['kind'];
export type LostReason = Schemas['LostReason'];
export type Deal = Schemas['Deal'];
export type DealPatch = Schemas['DealPatch'];
export type Move = Schemas['Move'];
export type Board = Schemas['Board'];
export type BoardStage = Schemas['BoardStage'];
export type Card = Schemas['Card'];
export type Change = Schemas['Change'];
export type Found = Schemas['Found'];
export type Activity = Schemas['Activity'];
export type Company = Schemas['Company'];
export type Contact = Schemas['Contact'];
export type CustomField = Schemas['CustomField'];
export type Lead = Schemas['Lead'];
export type Product = Schemas['Product'];
export type User = Schemas['User'];
export type View = Schemas['View'];
export type Duplicate = Schemas['Duplicate'];
export type Import = Schemas['Import'];
export type Measures = Schemas['Measures'];
export type Named = Schemas['Named'];
export type Refusal = Schemas['Refusal'];
export type Problem = Schemas['Problem'];

// The icons in use, all from one set, under the names that the app gives them.
import {
	Archive as ArchiveShapes,
	ArrowDownWideNarrow as ArrowDownWideNarrowShapes,
	ArrowRight as ArrowRightShapes,
	Bookmark as BookmarkShapes,
	Calendar as CalendarShapes,
	CalendarClock as CalendarClockShapes,
	ChartColumn as ChartColumnShapes,
	Check as CheckShapes,
	ChevronDown as ChevronDownShapes,
	ChevronLeft as ChevronLeftShapes,
	ChevronRight as ChevronRightShapes,
	ChevronUp as ChevronUpShapes,
	CircleAlert as CircleAlertShapes,
	CircleDashed as CircleDashedShapes,
	CircleDot as CircleDotShapes,
	CircleUserRound as CircleUserRoundShapes,
	CircleX as CircleXShapes,
	ClipboardCheck as ClipboardCheckShapes,
	Clock as ClockShapes,
	CloudOff as CloudOffShapes,
	CloudUpload as CloudUploadShapes,
	Columns3 as Columns3Shapes,
	Copy as CopyShapes,
	Download as DownloadShapes,
	Ellipsis as EllipsisShapes,
	Eye as EyeShapes,
	File as FileShapes,
	GripVertical as GripVerticalShapes,
	History as HistoryShapes,
	Inbox as InboxShapes,
	Keyboard as KeyboardShapes,
	Link as LinkShapes,
	List as ListShapes,
	ListChecks as ListChecksShapes,
	ListFilter as ListFilterShapes,
	Mail as MailShapes,
	Maximize2 as Maximize2Shapes,
	MessageCircle as MessageCircleShapes,
	Moon as MoonShapes,
	Package as PackageShapes,
	Pencil as PencilShapes,
	Phone as PhoneShapes,
	Play as PlayShapes,
	Plus as PlusShapes,
	Printer as PrinterShapes,
	Repeat as RepeatShapes,
	Search as SearchShapes,
	Settings as SettingsShapes,
	Share2 as Share2Shapes,
	SlidersHorizontal as SlidersHorizontalShapes,
	SquareCheck as SquareCheckShapes,
	SquareKanban as SquareKanbanShapes,
	Star as StarShapes,
	StickyNote as StickyNoteShapes,
	Trash2 as Trash2Shapes,
	TriangleAlert as TriangleAlertShapes,
	Trophy as TrophyShapes,
	Upload as UploadShapes,
	Users as UsersShapes,
	X as XShapes,
} from 'lucide';
import { icon } from './icon';

export const Plus = icon(PlusShapes);
export const Cloud = icon(CloudUploadShapes);
export const Offline = icon(CloudOffShapes);
export const Close = icon(XShapes);
export const More = icon(EllipsisShapes);
export const Down = icon(ChevronDownShapes);
export const Left = icon(ChevronLeftShapes);
export const Right = icon(ChevronRightShapes);
export const Up = icon(ChevronUpShapes);
export const Check = icon(CheckShapes);
export const Search = icon(SearchShapes);
export const Calendar = icon(CalendarShapes);
export const Past = icon(HistoryShapes);
export const Clock = icon(ClockShapes);
export const Warn = icon(TriangleAlertShapes);
export const Won = icon(TrophyShapes);
export const Lost = icon(CircleXShapes);
export const Board = icon(SquareKanbanShapes);
export const Account = icon(CircleUserRoundShapes);
export const Keyboard = icon(KeyboardShapes);
export const Archive = icon(ArchiveShapes);
export const Edit = icon(PencilShapes);
export const Next = icon(ArrowRightShapes);
export const Filter = icon(ListFilterShapes);
export const Columns = icon(Columns3Shapes);
export const Download = icon(DownloadShapes);
export const Expand = icon(Maximize2Shapes);
export const People = icon(UsersShapes);
export const Inbox = icon(InboxShapes);
export const Today = icon(ListChecksShapes);
export const Product = icon(PackageShapes);
export const Chart = icon(ChartColumnShapes);
export const Settings = icon(SettingsShapes);
export const Upload = icon(UploadShapes);
export const Phone = icon(PhoneShapes);
export const Mail = icon(MailShapes);
export const Chat = icon(MessageCircleShapes);
export const Eye = icon(EyeShapes);
export const Note = icon(StickyNoteShapes);
export const Task = icon(SquareCheckShapes);
export const Printer = icon(PrinterShapes);
export const Review = icon(ClipboardCheckShapes);
export const Plan = icon(RepeatShapes);
export const Drag = icon(GripVerticalShapes);
export const Link = icon(LinkShapes);
export const File = icon(FileShapes);
export const Bookmark = icon(BookmarkShapes);
export const Share = icon(Share2Shapes);
export const Star = icon(StarShapes);
export const Trash = icon(Trash2Shapes);
export const List = icon(ListShapes);
export const Order = icon(ArrowDownWideNarrowShapes);
export const Cards = icon(SlidersHorizontalShapes);
export const Snoozed = icon(MoonShapes);
export const Play = icon(PlayShapes);
export const StepOverdue = icon(CircleAlertShapes);
export const StepToday = icon(CircleDotShapes);
export const StepPlanned = icon(CalendarClockShapes);
export const StepNone = icon(CircleDashedShapes);
export const Grip = icon(GripVerticalShapes);
export const Copy = icon(CopyShapes);

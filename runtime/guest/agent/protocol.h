/*
 * The conversation between vrun on the host and the agent in the guest, over one virtio-serial port.
 * Keep side by side with runtime/protocol/frames.ts: same names, same numbers, same order.
 *
 * A frame is a header of 12 bytes and a payload of at most 64 KiB, all integers little-endian:
 *
 *   u32 length   of the payload
 *   u16 type     enum frame_type
 *   u16 zero
 *   u32 id       of the request; a SPAWN's id is also the handle of the process that it starts
 *
 * Strings and byte strings in payloads are a u32 length and the bytes, without a terminating zero.
 *
 * Each request gets exactly one answer with the same id: the type named beside it, or ERROR. Requests may be sent
 * without waiting for the answers of earlier ones; only a SPAWN's answer may come later than those of requests after it.
 *
 * Stream frames (STDIN, STDOUT, STDERR) carry raw bytes; an empty one is the end of the stream. In each direction a
 * sender may have at most STREAM_WINDOW_BYTES of a stream under way; the receiver gives bytes back with CREDIT once it
 * has passed them on. End of stream needs no credit. Control frames (everything else) overtake stream frames.
 * Frames about a handle that is gone are ignored by both sides: they crossed its last frame on the way.
 */
#ifndef LACUNA_PROTOCOL_H
#define LACUNA_PROTOCOL_H

#define PROTOCOL_VERSION 5u
#define FRAME_HEADER_BYTES 12u
#define FRAME_PAYLOAD_MAX 65536u
#define STREAM_WINDOW_BYTES 262144u
#define DESCRIPTORS_MAX 64u
#define AGENT_PORT_NAME "org.lacuna.agent"
#define SHARED_TAG "lacuna.shared"

enum frame_type {
	/* host to guest: requests */
	FRAME_HELLO = 1,       /* u32 version, u32 enum hello_purpose, u64 nanoseconds since 1970, bytes random seed
	                          -> HELLO_REPLY */
	FRAME_WRITE_FILE = 2,  /* string path, u32 mode, u64 offset, bytes; offset 0 creates or truncates -> DONE */
	FRAME_READ_FILE = 3,   /* string path, u64 offset, u32 max -> FILE_DATA */
	FRAME_MAKE_DIRECTORY = 4, /* string path, u32 mode; with parents, may exist -> DONE */
	FRAME_REMOVE_TREE = 5, /* string path below /run; may be absent -> DONE */
	FRAME_MOUNT = 6,       /* string source, target, type; u64 flags; string data -> DONE */
	FRAME_UNMOUNT = 7,     /* string target -> DONE */
	FRAME_SPAWN = 8,       /* u32 spawn flags, string cwd, consoleSocket, pidFile; u32 n, string argv[n]; u32 n,
	                          string env[n]; u32 n, {u32 enum descriptor_kind, u32 handle}[n] -> SPAWNED */
	FRAME_SIGNAL = 9,      /* u32 pid, u32 signal -> DONE */
	FRAME_RESIZE = 10,     /* u32 handle, u32 columns, u32 rows -> DONE */
	FRAME_SYNC = 11,       /* writes out what file systems hold back -> DONE */
	FRAME_RELEASE = 12,    /* string path of a fifo: it loses its name, and its reader gets a byte -> DONE */

	/* both directions, id is the handle of a process or of one of its descriptors: no answer */
	FRAME_STDIN = 32,      /* host to guest: raw bytes */
	FRAME_STDOUT = 33,     /* guest to host: raw bytes */
	FRAME_STDERR = 34,     /* guest to host: raw bytes */
	FRAME_CREDIT = 35,     /* u32 stream (0, 1, 2), u32 bytes */
	FRAME_CLOSE = 36,      /* u32 stream: its receiver takes no more */

	/* guest to host */
	FRAME_DONE = 64,        /* empty */
	FRAME_ERROR = 65,       /* u32 errno, string step */
	FRAME_HELLO_REPLY = 66, /* u32 version, string kernelRelease, string bootId; none for HELLO_PREPARE */
	FRAME_FILE_DATA = 67,   /* bytes; none at the end of the file */
	FRAME_SPAWNED = 68,     /* u32 pid */
	FRAME_EXITED = 69,      /* u32 kind (0 exited, 1 signalled), u32 status or signal; without a SPAWNED before it: the
	                           program ended before there was a process to adopt */
};

/*
 * HELLO sets the guest's clock and mixes the seed into its random numbers before anything else, so that VMs restored
 * from one template differ. The kernel makes its boot id when it is first read: what will be a template must not.
 */
enum hello_purpose {
	HELLO_SERVE = 0,
	HELLO_PREPARE = 1, /* a template is about to be made; the VM that is restored from it gets a HELLO of its own */
};

enum spawn_flag {
	SPAWN_STDIN = 1,   /* a pipe as stdin; else /dev/null */
	SPAWN_CONSOLE = 2, /* take a pty master at consoleSocket: STDOUT is the terminal, STDERR the program's own output */
	SPAWN_ADOPT = 4,   /* report the process named in pidFile once the program has exited with 0 */
	SPAWN_SAME_LAYOUT = 8, /* without address space randomisation where the processor is emulated */
};

/*
 * The program's descriptors 3 and following. Each has a handle of its own, an id that no request has: what it reads
 * comes in STDIN frames, what is written to it goes in STDOUT frames.
 */
enum descriptor_kind {
	DESCRIPTOR_INPUT = 0,  /* a pipe that the program reads */
	DESCRIPTOR_OUTPUT = 1, /* a pipe that it writes */
	DESCRIPTOR_BOTH = 2,   /* a stream socket */
};

enum ending_kind { ENDING_EXITED = 0, ENDING_SIGNALLED = 1 };

#endif

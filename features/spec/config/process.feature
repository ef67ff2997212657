Feature: The container's process
  What a program may do and see hangs on these few fields, and a field that is dropped without a word is a hole.

  @req:CONFIG-PROCESS-012
  Rule: The program starts in the configured directory

    @id:process/cwd @smoke
    Scenario: The process starts in cwd
      Given a bundle whose process prints its working directory
      And the bundle has the fields:
        | process.cwd | "/tmp" |
      And a created container
      When the runtime starts the container
      Then the process prints "/tmp"

  @req:CONFIG-USER-002
  Rule: The process runs as the configured user

    @id:process/user
    Scenario: The process has the configured uid as its real, effective, saved and file system's id
      Given a bundle whose process runs the script "echo $(grep ^Uid: /proc/self/status)"
      And the bundle has the fields:
        | process.user | {"uid": 1000, "gid": 1001} |
      And a created container
      When the runtime starts the container
      Then the process prints "Uid: 1000 1000 1000 1000"

    @id:process/additional-gids @req:CONFIG-USER-008
    Scenario: The additional groups are the process's supplementary groups
      Given a bundle whose process prints its supplementary groups
      And the bundle has the fields:
        | process.user | {"uid": 0, "gid": 0, "additionalGids": [5, 6]} |
      And a created container
      When the runtime starts the container
      Then the process prints "5 6"

  @req:CONFIG-USER-006
  Rule: umask sets the file mode mask

    @id:process/umask
    Scenario: The process has the configured umask
      Given a bundle whose process prints its umask
      And the bundle has the fields:
        | process.user | {"uid": 0, "gid": 0, "umask": 63} |
      And a created container
      When the runtime starts the container
      Then the process prints "0077"

  @req:CONFIG-RLIMIT-006 @req:CONFIG-RLIMIT-008
  Rule: Resource limits are applied

    @id:process/rlimit
    Scenario: A soft and a hard limit hold
      Given a bundle whose process prints its RLIMIT_NOFILE limit
      And the bundle has the fields:
        | process.rlimits | [{"type": "RLIMIT_NOFILE", "soft": 100, "hard": 200}] |
      And a created container
      When the runtime starts the container
      Then the process prints "100 200"

  @req:RTLINUX-FD-001
  Rule: No descriptors but the standard ones reach the program

    @id:process/descriptors
    Scenario: The program has descriptors 0, 1 and 2 alone
      Given a bundle whose process prints its open descriptors
      And a created container
      When the runtime starts the container
      Then the process prints "0 1 2"

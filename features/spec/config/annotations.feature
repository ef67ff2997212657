Feature: Annotations
  Managers keep their own bookkeeping in annotations and read it back from the state.

  Rule: An annotation's value is a text of any kind

    @id:annotations/structured @req:CONFIG-ANNOT-001
    Scenario: A value that holds a document is told as it was given
      Given the bundle has the fields:
        | annotations | {"com.example.note": "[1, {2: 3}]"} |
      When the runtime creates the container
      Then the command succeeds
      And the state's annotation "com.example.note" is "[1, {2: 3}]"

    @id:annotations/empty-value @req:CONFIG-ANNOT-022
    Scenario: An empty value is told as it was given
      Given the bundle has the fields:
        | annotations | {"com.example.note": ""} |
      When the runtime creates the container
      Then the command succeeds
      And the state's annotation "com.example.note" is ""

  @req:CONFIG-ANNOT-003 @req:RT-STATE-018
  Rule: Annotations may be missing or none

    @id:annotations/none
    Scenario Outline: The state of a bundle whose annotations are <what> fits the schema
      Given the bundle has the fields:
        | annotations | <value> |
      When the runtime creates the container
      Then the command succeeds
      And the state fits the specification's schema

      Examples:
        | what    | value |
        | missing | null  |
        | none    | {}    |

  @req:CONFIG-ANNOT-020
  Rule: An unknown key is no fault

    @id:annotations/unknown-key
    Scenario: A key that nobody knows changes nothing
      Given a bundle whose process prints "started"
      And the bundle has the fields:
        | annotations | {"com.example.dream": "deep"} |
      And a created container
      When the runtime starts the container
      Then the process prints "started"

  Rule: The keys of the image specification are told in the state

    @id:annotations/image-keys
    Scenario Outline: The annotation <key> is told in the state
      Given the bundle has the fields:
        | annotations | {"org.opencontainers.image.<key>": "<value>"} |
      When the runtime creates the container
      Then the command succeeds
      And the state's annotation "org.opencontainers.image.<key>" is "<value>"

      @req:CONFIG-ANNOT-008
      Examples:
        | key | value |
        | os  | linux |

      @req:CONFIG-ANNOT-009
      Examples:
        | key        | value      |
        | os.version | 10.0.14393 |

      @req:CONFIG-ANNOT-010
      Examples:
        | key         | value  |
        | os.features | win32k |

      @req:CONFIG-ANNOT-012
      Examples:
        | key     | value |
        | variant | v8    |

      @req:CONFIG-ANNOT-011
      Examples:
        | key          | value |
        | architecture | amd64 |

      @req:CONFIG-ANNOT-013
      Examples:
        | key    | value        |
        | author | Ann Example  |

      @req:CONFIG-ANNOT-014
      Examples:
        | key     | value                |
        | created | 2026-01-02T03:04:05Z |

      @req:CONFIG-ANNOT-015
      Examples:
        | key        | value   |
        | stopSignal | SIGTERM |

  Rule: What is no map of texts is refused

    @id:annotations/not-a-map @req:CONFIG-ANNOT-002
    Scenario Outline: Annotations that are <what> are refused
      Given the bundle has the faulty fields:
        | annotations | <value> |
      When the runtime creates the container
      Then the command fails

      Examples:
        | what   | value      |
        | a list | ["a", "b"] |
        | a text | "a=b"      |

    @id:annotations/value-not-text @req:CONFIG-ANNOT-021
    Scenario Outline: An annotation whose value is <what> is refused
      Given the bundle has the faulty fields:
        | annotations | {"com.example.note": <value>} |
      When the runtime creates the container
      Then the command fails

      Examples:
        | what          | value  |
        | a number      | 7      |
        | true or false | true   |
        | a list        | ["a"]  |

    @id:annotations/empty-key @req:CONFIG-ANNOT-005
    Scenario: An annotation with an empty key is refused
      Given the bundle has the faulty fields:
        | annotations | {"": "value"} |
      When the runtime creates the container
      Then the command fails

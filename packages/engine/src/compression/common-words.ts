/**
 * Words of file and tool names that are one token each in o200k, written small or with a capital, alone or behind a
 * separator. A test in packages/aperture/src/tokens asks the tokenizer for every one of them.
 */
export const commonWords: ReadonlySet<string> = new Set(
  `
account action actions active adapter add admin agent alert analysis android any api app apply args array asset assets
async auth author auto base basic batch before block blocks board body book bool boot buffer build builder bundle
button byte c cache call callback camera card case cell change changes channel char chart chat check checker child
class clean cli client clock close cloud cluster code color column command comment commit common compile component
components compose compress condition conf config configuration connection console const constants container content
context contract control controller convert cookie copy core count counter create cs css csv cursor custom dashboard
data database date day debug decode default defaults define delete deploy design detail details device dialog diff dir
directory dispatch display doc docker docs document domain download draft driver dynamic edit editor element email
embed emit empty encode engine entity entry enum env error event events example examples exec execute export extension
factory fetch field fields file files filter find fix fixture flag flow folder font footer form format forms frame
framework front function functions game gateway generate generator get git glob global go graph grid group groups h
handle handler hash head header headers health helper hidden history home hook hooks host html http icon id image
images import index info ini init inject input insert install integration interface internal invoice item items java
job js json key keys label language layer layout lib library license limit line lines link list listener load loader
local lock log logger login logs loop main make manager manual map mark mask master match math md media member memory
menu merge message messages meta method metrics middleware migration mock mod modal mode model models module modules
monitor move name native navigation net network new next node note notes notification number object offer open
operation option options order output override package page pages panel param params parse parser part password patch
path pattern payment permission php pipeline place plan player plugin plugins point policy pool popup port position
post prefix prepare price print private process product profile project prompt proto provider proxy public pull push
py query queue random range read reader record redis register registry release remote remove render replace report
reports repository request require reset resolve resource response rest restore result results review role root route
router routes rs rule rules run runner sample save scale schema scope screen script scripts search secret section
security select selector send series server service services session set settings setup sh shared shell show side
simple site size skip slot snapshot socket sort source spec split sql stack stage start state static status step
storage store stream string struct style styles submit sum summary support svg sync system tab table tag target task
tasks team template templates term test testing tests text tf theme thread time timer title todo token tokens tool
tools track transaction transform tree trigger ts txt type types unit update upload url use user users util utils
valid validate validation validator value values version video view views vue wait watch web widget window word work
worker workflow wrapper write writer xml zone
`.match(/\w+/g),
);
